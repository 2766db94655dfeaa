import { headers } from "next/headers";

const SKELETON_AFTER_MS = 300;

/**
 * Waits for a page's content. A full page load waits until it is complete, so that it reads without JavaScript; a
 * navigation within the console waits only as long as no skeleton would show anyway. Rejections are left to whoever
 * awaits `content`.
 * @returns the props of `SkeletonBoundary`
 */
export async function waitForContent(content: Promise<unknown>): Promise<{ isDocument: boolean }> {
  const settled = content.then(
    () => {},
    () => {},
  );
  const isDocument = (await headers()).get("accept")?.includes("text/html") ?? false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SKELETON_AFTER_MS);
  });
  await (isDocument ? settled : Promise.race([settled, deadline]));
  clearTimeout(timer);
  return { isDocument };
}
