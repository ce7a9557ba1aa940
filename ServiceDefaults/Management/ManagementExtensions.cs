using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Endpoints for operators, separate from the API.</summary>
public static class ManagementExtensions
{
    internal const string Document = "management";

    /// <summary>
    /// A group for operators' endpoints, which can do and show what no caller of the API may. They exist on the port
    /// <c>Management:Port</c> only, and not at all if it is not set; on the API's port they are 404. They have no authentication, so that
    /// port must be reachable inside the private network only. They have their own OpenAPI document there.
    /// </summary>
    public static IEndpointRouteBuilder MapManagementGroup(this WebApplication app) =>
        app.MapGroup("").WithMetadata(new ManagementEndpoint()).WithGroupName(Document);
}
