import { type ComponentProps, type ComponentType, createContext } from "react";

type FieldContextValue = {
  required: boolean;
  /** Takes its name, description and error from the field; a plain input outside one. */
  Control: ComponentType<ComponentProps<"input">> | "input";
};

export const FieldContext = createContext<FieldContextValue>({ required: false, Control: "input" });
