import type { Actor } from "@/lib/access/caller";
import { log } from "@/lib/log";

/**
 * Each chunk is produced on demand; a client that disconnects ends the generator. A failure midway aborts the transfer,
 * so that nobody mistakes a part for the whole.
 */
export function streamOf(pieces: AsyncGenerator<string, void>, { requestId }: Actor): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        log.error({ err: error, requestId }, "an export was interrupted");
        throw error;
      }
    },
    async cancel() {
      await pieces.return();
    },
  });
}
