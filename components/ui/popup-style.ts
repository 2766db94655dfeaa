/** For menus and select lists. */
export const popupListStyle =
  "max-h-(--available-height) min-w-(--anchor-width) max-w-80 origin-(--transform-origin) overflow-y-auto rounded-lg bg-raised p-1 text-fg shadow-popup outline-none transition duration-100 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0";

/** The highlight follows both pointer and arrow keys. */
export const popupItemStyle =
  "flex min-h-7 cursor-default select-none items-center gap-2 rounded-md px-2 py-1 text-sm outline-none data-disabled:text-faint data-highlighted:not-data-disabled:bg-hover data-highlighted:data-disabled:bg-subtle pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0";
