import { addressOf, getDb } from "@/lib/db/client";
import { isFileSound } from "@/lib/db/sqlite-file";

/** Whether the database answers a read within `limitMs`, and a SQLite file is sound. Never throws. */
export async function databaseAnswers(limitMs = 2_000): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, limitMs, false);
  });
  const answer = getDb()
    .setting.findFirst({ select: { key: true } })
    .then(
      () => true,
      () => false,
    );
  try {
    return (await Promise.race([answer, late])) && isStorageSound();
  } finally {
    clearTimeout(timer);
  }
}

/** SQLite answers from memory for a while after its file is gone or damaged. */
function isStorageSound(): boolean {
  const databaseUrl = addressOf(getDb());
  return !databaseUrl.startsWith("file:") || isFileSound(databaseUrl);
}
