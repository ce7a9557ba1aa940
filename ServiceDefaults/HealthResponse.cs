using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.ServiceDefaults;

/// <summary>The health report as JSON. It never contains an exception, whose text may reveal too much.</summary>
static class HealthResponse
{
    /// <summary>The overall status only, for callers of the API.</summary>
    public static Task WriteStatusAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new { status = report.Status.ToString() }, context.RequestAborted);

    /// <summary>The overall status and that of each check, with its description.</summary>
    public static Task WriteDetailsAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new { status = entry.Value.Status.ToString(), description = Description(entry.Value) }),
        },
        context.RequestAborted);

    // For a check that threw, the framework uses the exception's message as description.
    static string? Description(HealthReportEntry entry) =>
        entry.Exception is { } exception && entry.Description == exception.Message ? "The health check failed." : entry.Description;
}
