import { searchText } from "@/lib/text";

/** What people are searched by: the username first, so that its beginning is the column's. */
export function personSearchName(username: string, name: string): string {
  return searchText(`${username} ${name}`);
}
