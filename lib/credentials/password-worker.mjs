// Runs in a worker thread: bcrypt at cost 12 would block the event loop for a quarter of a second a call.
import bcrypt from "bcryptjs";

export default function run({ kind, password, hash, cost }) {
  return kind === "hash" ? bcrypt.hashSync(password, cost) : bcrypt.compareSync(password, hash);
}
