import { z } from "zod";

/** Where a test mail goes. */
export const testMailSchema = z.object({ to: z.email("Enter a complete e-mail address.").max(254) });
export type TestMailInput = z.output<typeof testMailSchema>;
