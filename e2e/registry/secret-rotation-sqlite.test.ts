import { testSecretRotation } from "./secret-rotation";

testSecretRotation("sqlite");
