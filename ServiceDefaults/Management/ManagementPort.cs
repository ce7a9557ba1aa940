using Microsoft.AspNetCore.Http;

namespace DbPerService.ServiceDefaults;

/// <summary>The port that operators' endpoints answer on; null leaves them out.</summary>
sealed record ManagementPort(int? Number)
{
    /// <summary>Whether the request came in through it. The connection says so; a Host header is the caller's to choose.</summary>
    public bool Received(HttpContext context) => Number is { } port && context.Connection.LocalPort == port;
}
