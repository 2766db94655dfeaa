"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { Link } from "@/components/ui/link";
import { HOST_PLACEHOLDER } from "@/lib/snippet";

/** Beside commands that name a placeholder instead of the registry. */
export function MissingHost({ connectHref }: Pick<RobotSettings, "connectHref">) {
  const router = useRouter();
  useEffect(() => {
    if (connectHref === null) return;
    // Back from the other tab, the commands name the host that was entered there.
    const reload = () => router.refresh();
    window.addEventListener("focus", reload);
    return () => window.removeEventListener("focus", reload);
  }, [connectHref, router]);
  const placeholder = <span className="font-code">{HOST_PLACEHOLDER}</span>;
  if (connectHref === null) return <p className="text-muted text-xs">Replace {placeholder} with your registry.</p>;
  return (
    <p className="text-muted text-sm">
      {placeholder} is a placeholder. {/* A new tab, because this dialog holds the only copy of the secret. */}
      <Link href={connectHref} target="_blank">
        Connect a registry
      </Link>{" "}
      in a new tab and enter its host once.
    </p>
  );
}
