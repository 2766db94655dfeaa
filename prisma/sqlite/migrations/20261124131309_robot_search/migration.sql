-- CreateIndex
CREATE INDEX "Robot_searchName_idx" ON "Robot"("searchName");
