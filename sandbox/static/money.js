// Amounts in minor units as people read them.

export function money(minor, currency) {
  if (currency === "XTR") return `⭐ ${minor}`;
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}
