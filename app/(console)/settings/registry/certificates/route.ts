import { trustDownload } from "../trust-download";

/** Every listed certificate in one PEM file, the one in use first: Distribution's `rootcertbundle`. */
export const GET = () => trustDownload("certificates");
