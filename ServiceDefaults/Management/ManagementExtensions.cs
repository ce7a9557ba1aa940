using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>What is for operators, apart from the API.</summary>
public static class ManagementExtensions
{
    internal const string Document = "management";

    /// <summary>
    /// A group for operators' endpoints, which can do and show what no caller of the API may: they answer on the port
    /// <c>Management:Port</c> and nowhere else, and not at all where it is not set; on the API's port they are 404. Nothing authenticates
    /// their callers, so that port must be reachable inside the private network only. They have an OpenAPI document of their own there.
    /// </summary>
    public static IEndpointRouteBuilder MapManagementGroup(this WebApplication app) =>
        app.MapGroup("").WithMetadata(new ManagementEndpoint()).WithGroupName(Document);
}
