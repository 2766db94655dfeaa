import { z } from "zod";
import { pagingSchema, searchTerm } from "@/lib/pagination";
import { oneLine } from "@/lib/text";

const utf8Length = (text: string) => new TextEncoder().encode(text).length;

/** Lowercase, so that no two usernames differ by case alone. */
export const usernameSchema = z
  .string("Enter a username.")
  .trim()
  .toLowerCase()
  .min(1, "Enter a username.")
  .max(64, "At most 64 characters.")
  .regex(
    /^[a-z0-9]+(?:[._@-]+[a-z0-9]+)*$/,
    "Use letters and digits, with dots, underscores, hyphens or @ between them.",
  );

/** Length is checked here; common passwords and names are checked by `assertGoodPassword`. */
export const PASSWORD_HINT = "Use at least 8 characters. Avoid common passwords, the username and “Purser”.";

/** bcrypt ignores everything after 72 bytes, so longer passwords are rejected. */
export const passwordSchema = z
  .string("Enter a password.")
  .min(8, "At least 8 characters.")
  .refine(
    (password) => utf8Length(password) <= 72,
    "Too long: at most 72 bytes. Accented letters and emoji take more than one.",
  )
  .refine((password) => !password.includes("\0"), "Remove the control characters.");

export const emailSchema = z.union([
  z.literal(""),
  z.email("Enter a complete email address, or leave it blank.").max(254),
]);

export const createUserSchema = z.object({
  username: usernameSchema,
  name: oneLine(100),
  email: emailSchema,
  password: passwordSchema,
  isAdmin: z.boolean(),
});
export type CreateUserInput = z.infer<typeof createUserSchema>;

export const PERSON_ROLES = ["admin", "user"] as const;
export const PERSON_STATES = ["enabled", "disabled"] as const;

export const listUsersSchema = pagingSchema.extend({
  q: searchTerm(100),
  role: z.enum(PERSON_ROLES).nullable().catch(null),
  state: z.enum(PERSON_STATES).nullable().catch(null),
});
export type ListUsersInput = z.infer<typeof listUsersSchema>;

const userIdSchema = z.number().int().positive().max(2_147_483_647);

export const setUserDisabledSchema = z.object({ id: userIdSchema, disabled: z.boolean() });
export type SetUserDisabledInput = z.infer<typeof setUserDisabledSchema>;

export const setUserAdminSchema = z.object({ id: userIdSchema, isAdmin: z.boolean() });
export type SetUserAdminInput = z.infer<typeof setUserAdminSchema>;

export const resetPasswordSchema = z.object({ id: userIdSchema, password: passwordSchema });
export type ResetPasswordInput = z.infer<typeof resetPasswordSchema>;

export const changePasswordSchema = z
  .object({
    current: z.string().min(1, "Enter your current password.").max(256),
    password: passwordSchema,
    repeat: z.string(),
  })
  .refine((value) => value.password === value.repeat, { path: ["repeat"], error: "The passwords don’t match." });
export type ChangePasswordInput = z.infer<typeof changePasswordSchema>;

export const signInSchema = z.object({
  username: z
    .string("Enter your username.")
    .trim()
    .min(1, "Enter your username.")
    .max(64, "At most 64 characters.")
    .refine((username) => !username.includes("\0") && username.isWellFormed(), "Remove the control characters."),
  password: z.string("Enter your password.").min(1, "Enter your password.").max(256, "At most 256 characters."),
});
export type SignInInput = z.infer<typeof signInSchema>;

export const setupSchema = z
  .object({
    code: z.string().trim().min(1, "Enter the code from the server log.").max(64),
    username: usernameSchema,
    name: oneLine(100),
    password: passwordSchema,
    repeat: z.string(),
  })
  .refine((value) => value.password === value.repeat, { path: ["repeat"], error: "The passwords don’t match." });
export type SetupInput = z.infer<typeof setupSchema>;
