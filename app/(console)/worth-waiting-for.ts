import { headers } from "next/headers";

const SKELETON_AFTER_MS = 300;

/**
 * Waits for what a page shows. A document waits to the end, so that it reads without JavaScript; a navigation inside
 * the console only as long as nobody would see a skeleton anyway. A failure is left to whoever awaits `content`.
 */
export async function worthWaitingFor(content: Promise<unknown>): Promise<void> {
  const settled = content.then(
    () => {},
    () => {},
  );
  const isDocument = (await headers()).get("accept")?.includes("text/html") ?? false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SKELETON_AFTER_MS);
  });
  await (isDocument ? settled : Promise.race([settled, patience]));
  clearTimeout(timer);
}
