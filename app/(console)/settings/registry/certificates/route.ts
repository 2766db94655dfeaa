import { trustDownload } from "../trust-download";

/** All listed certificates in one PEM file, the one in use first: Distribution's `rootcertbundle`. */
export const GET = () => trustDownload("certificates");
