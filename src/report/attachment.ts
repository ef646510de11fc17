/**
 * Type of the attachment by which the task leaves summary.html at its step, where the extension's tab finds it. The
 * agent takes only characters that a file's name may have.
 */
export const reportAttachment = 'port-catalog-sync.report';
