import { searchText } from "@/lib/text";

/** The username comes first, so that a prefix of it is a prefix of the column. */
export function personSearchName(username: string, name: string): string {
  return searchText(`${username} ${name}`);
}
