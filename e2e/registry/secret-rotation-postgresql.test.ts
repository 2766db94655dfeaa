import { testSecretRotation } from "./secret-rotation";

testSecretRotation("postgresql");
