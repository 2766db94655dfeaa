/** Where a request came from, for audit rows and throttling. */
export type RequestContext = { address: string | null; requestId: string | null };

/** A signed-in person, as read from the database at the start of the request. */
export type Actor = RequestContext & {
  type: "user";
  id: number;
  username: string;
  name: string;
  isAdmin: boolean;
};
