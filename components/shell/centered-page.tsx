import type { ReactNode } from "react";
import { ProductMark } from "@/components/shell/product-mark";

type CenteredPageProps = {
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Below the card. */
  footer?: ReactNode;
};

/** A page without the console's frame: sign-in, setup, not found, errors. */
export function CenteredPage({ title, description, children, footer }: CenteredPageProps) {
  return (
    <main className="grid flex-1 place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex justify-center">
          <ProductMark />
        </div>
        <div className="rounded-xl border border-line bg-surface p-6 shadow-xs">
          <h1 className="font-semibold text-lg">{title}</h1>
          {description ? <div className="mt-1 text-muted text-sm">{description}</div> : null}
          {children ? <div className="mt-5">{children}</div> : null}
        </div>
        {footer ? <div className="mt-4 text-center text-muted text-sm">{footer}</div> : null}
      </div>
    </main>
  );
}
