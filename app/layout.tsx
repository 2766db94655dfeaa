import { CSPProvider } from "@base-ui/react/csp-provider";
import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { readTheme, THEME_COOKIE } from "@/components/shell/theme";
import { catchEarlyPresses } from "@/components/ui/early-presses";
import { LoadFailureNotice } from "@/components/ui/load-failure-notice";
import { ReplayEarlyPresses } from "@/components/ui/replay-early-presses";
import { ServerClock } from "@/components/ui/server-clock";
import { ToastLayer } from "@/components/ui/toast";
import { TooltipLayer } from "@/components/ui/tooltip";
import { readZone, ZONE_COOKIE } from "@/components/ui/zone";
import { NONCE_HEADER } from "@/lib/http";
import "./globals.css";

const inter = localFont({
  src: "./fonts/inter.woff2",
  variable: "--font-inter",
  weight: "400 600",
});
const jetbrainsMono = localFont({
  src: "./fonts/jetbrains-mono.woff2",
  variable: "--font-jetbrains-mono",
  weight: "400 600",
  adjustFontFallback: false,
});

export const metadata: Metadata = {
  title: { default: "Purser", template: "%s · Purser" },
  description: "Robot accounts for container registries",
  icons: { icon: "/favicon.svg" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafafa" },
    { media: "(prefers-color-scheme: dark)", color: "#0e0f11" },
  ],
};

/** The theme comes from a cookie, so the first paint is right without a script. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const given = await cookies();
  const theme = readTheme(given.get(THEME_COOKIE)?.value);
  const clock = { now: Date.now(), zone: readZone(given.get(ZONE_COOKIE)?.value) };
  const nonce = (await headers()).get(NONCE_HEADER) ?? undefined;
  return (
    <html
      lang="en"
      // The script below may have marked the page as busy.
      suppressHydrationWarning
      data-theme={theme === "system" ? undefined : theme}
      className={`${inter.variable} ${jetbrainsMono.variable} font-sans`}
    >
      <head>
        <script nonce={nonce} suppressHydrationWarning>{`(${catchEarlyPresses})()`}</script>
      </head>
      <body>
        {/* The page's CSP allows no style elements; globals.css has what Base UI would inject. */}
        <CSPProvider disableStyleElements>
          <ServerClock {...clock}>
            <TooltipLayer>
              <ToastLayer>
                <div className="isolate flex min-h-dvh flex-col">{children}</div>
                <LoadFailureNotice />
                <ReplayEarlyPresses />
              </ToastLayer>
            </TooltipLayer>
          </ServerClock>
        </CSPProvider>
      </body>
    </html>
  );
}
