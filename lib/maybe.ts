/**
 * A result that is often known at once. Once an AsyncLocalStorage has run, Node calls hooks for each promise, so on the
 * token path an `await` of what is already there costs more than the work.
 */
export type Maybe<T> = T | Promise<T>;

/** Applies `next` now, or when the promise resolves. */
export function andThen<T, R>(result: Maybe<T>, next: (value: T) => Maybe<R>): Maybe<R> {
  return result instanceof Promise ? result.then(next) : next(result);
}
