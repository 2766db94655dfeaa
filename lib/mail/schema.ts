import { z } from "zod";

/** Where a test mail goes. */
export const testMailSchema = z.object({ to: z.email("Enter a complete email address.").max(254) });
export type TestMailInput = z.output<typeof testMailSchema>;
