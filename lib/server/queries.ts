import { getDb } from "@/lib/db/client";

/** Whether the database answers a read within `limitMs`. Never throws. */
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
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
