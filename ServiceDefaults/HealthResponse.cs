using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.ServiceDefaults;

/// <summary>The health report as JSON: the state of the whole and of each check, without exceptions, which may tell too much.</summary>
static class HealthResponse
{
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new { status = entry.Value.Status.ToString(), description = entry.Value.Description }),
        },
        context.RequestAborted);
}
