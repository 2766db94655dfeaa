"use client";
export { default } from "../../projects/[project]/robots/[id]/error";
