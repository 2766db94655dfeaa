/** A whole number for people: "1,234,567". As `toLocaleString("en")`, which costs a browser its first 20 ms. */
export function numberText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
