"use client";
import Monitor from "lucide-react/icons/monitor";
import Moon from "lucide-react/icons/moon";
import Sun from "lucide-react/icons/sun";
import { useTheme } from "@/components/shell/use-theme";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuChoice } from "@/components/ui/menu";

const ITEMS = [
  { value: "system", label: "System", icon: <Monitor aria-hidden="true" /> },
  { value: "light", label: "Light", icon: <Sun aria-hidden="true" /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden="true" /> },
] as const;

export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  const chosen = ITEMS.find((item) => item.value === theme) ?? ITEMS[0];
  return (
    <Menu trigger={<IconButton label="Theme">{chosen.icon}</IconButton>}>
      <MenuChoice label="Theme" value={theme} onValueChange={setTheme} items={ITEMS} />
    </Menu>
  );
}
