"use client";
export { default } from "../../projects/[project]/robots/error";
