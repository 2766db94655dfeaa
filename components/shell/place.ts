/** A page of the console that one can go to from anywhere. */
export type Place = {
  href: string;
  label: string;
  /** The keys that lead there, one after the other: "g p". */
  keys?: string;
};
