/** Same as `toLocaleString("en")` for whole numbers, without the 20 ms that its first call takes in a browser. */
export function numberText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function days(count: number): string {
  return `${numberText(count)} ${count === 1 ? "day" : "days"}`;
}
