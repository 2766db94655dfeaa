import { databaseNow } from "@/lib/db/clock";
import { withTransaction } from "@/lib/db/transaction";
import { Courier } from "@/lib/jobs/courier";
import { noteTry } from "@/lib/jobs/outbox";

/** Delivers what is in the outbox by writing each id to standard output, until nothing is left. */
export async function main(): Promise<void> {
  const send: ConstructorParameters<typeof Courier>[0]["senders"][number]["send"] = async (delivery) => {
    process.stdout.write(`${delivery.id}\n`);
    await withTransaction(async (tx) => noteTry(tx, delivery, await databaseNow(), { state: "sent" }));
    return null;
  };
  await new Courier({ handOn: async () => {}, senders: [{ kind: "count", send }] }).run();
}
