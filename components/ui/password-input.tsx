"use client";
import Eye from "lucide-react/icons/eye";
import EyeOff from "lucide-react/icons/eye-off";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { Input, type InputProps } from "@/components/ui/input";
import { cn } from "@/lib/cn";

type PasswordInputProps = Omit<InputProps, "type"> & {
  /** What the reveal button shows: "password" or "secret". */
  what?: string;
};

export function PasswordInput({ what = "password", className, ...props }: PasswordInputProps) {
  const [shown, setShown] = useState(false);
  return (
    <span className="relative block">
      <Input
        spellCheck={false}
        autoCapitalize="none"
        autoCorrect="off"
        mono
        {...props}
        type={shown ? "text" : "password"}
        className={cn("pr-10", className)}
      />
      <IconButton
        label={shown ? `Hide ${what}` : `Show ${what}`}
        size={props.size === "lg" ? "md" : "sm"}
        disabled={props.disabled}
        className="absolute inset-y-0 right-0.5 my-auto"
        onClick={() => setShown(!shown)}
      >
        {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
      </IconButton>
    </span>
  );
}
