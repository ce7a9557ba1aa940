using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.ServiceDefaults;

/// <summary>The health report as JSON. No exception is ever in it: its text may tell too much.</summary>
static class HealthResponse
{
    /// <summary>The state of the whole: all that a caller of the API needs to know.</summary>
    public static Task WriteStatusAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new { status = report.Status.ToString() }, context.RequestAborted);

    /// <summary>The state of the whole and of each check, with what is wrong.</summary>
    public static Task WriteDetailsAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new { status = entry.Value.Status.ToString(), description = Description(entry.Value) }),
        },
        context.RequestAborted);

    // The framework describes a check that threw with the exception's message.
    static string? Description(HealthReportEntry entry) =>
        entry.Exception is { } exception && entry.Description == exception.Message ? "The check itself failed." : entry.Description;
}
