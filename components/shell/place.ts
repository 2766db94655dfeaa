export type Place = {
  href: string;
  label: string;
  /** Pressed in sequence: "g p". */
  keys?: string;
};
