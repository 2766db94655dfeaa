import { headers } from "next/headers";

const SKELETON_AFTER_MS = 300;

/**
 * Waits for what a page shows. A document waits to the end, so that it reads without JavaScript; a navigation inside
 * the console only as long as nobody would see a skeleton anyway. A failure is left to whoever awaits `content`.
 * @returns what `SkeletonBoundary` needs to know
 */
export async function worthWaitingFor(content: Promise<unknown>): Promise<{ isDocument: boolean }> {
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
  return { isDocument };
}
