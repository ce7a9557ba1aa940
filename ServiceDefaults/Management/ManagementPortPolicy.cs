using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace DbPerService.ServiceDefaults;

/// <summary>Two ports, two sets of endpoints: a request matches only those of the port on which it arrived.</summary>
sealed class ManagementPortPolicy(ManagementPort port) : MatcherPolicy, INodeBuilderPolicy
{
    // Before ASP.NET Core's matching by HTTP method (-1000), which would return 405 for a path that only the other port has.
    public override int Order => -2000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
        [.. endpoints.GroupBy(IsManagement).Select(group => new PolicyNodeEdge(group.Key, [.. group]))];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges)
    {
        int Destination(bool management) =>
            edges.Where(edge => (bool)edge.State == management).Select(edge => edge.Destination).FirstOrDefault(exitDestination);
        return new JumpTable(port, Destination(management: true), Destination(management: false));
    }

    static bool IsManagement(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ManagementEndpoint>() is not null;

    sealed class JumpTable(ManagementPort port, int management, int api) : PolicyJumpTable
    {
        public override int GetDestination(HttpContext httpContext) => port.Received(httpContext) ? management : api;
    }
}

/// <summary>Marks an endpoint that exists on the management port only.</summary>
sealed class ManagementEndpoint;
