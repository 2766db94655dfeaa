import { CSPProvider } from "@base-ui/react/csp-provider";
import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { readTheme, THEME_COOKIE } from "@/components/shell/theme";
import { ServerClock } from "@/components/ui/server-clock";
import { ToastLayer } from "@/components/ui/toast";
import { TooltipLayer } from "@/components/ui/tooltip";
import { readZone, ZONE_COOKIE } from "@/components/ui/zone";
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
  return (
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      className={`${inter.variable} ${jetbrainsMono.variable} font-sans`}
    >
      <body>
        {/* The page's CSP allows no style elements; globals.css has what Base UI would inject. */}
        <CSPProvider disableStyleElements>
          <ServerClock {...clock}>
            <TooltipLayer>
              <ToastLayer>
                <div className="isolate flex min-h-dvh flex-col">{children}</div>
              </ToastLayer>
            </TooltipLayer>
          </ServerClock>
        </CSPProvider>
      </body>
    </html>
  );
}
