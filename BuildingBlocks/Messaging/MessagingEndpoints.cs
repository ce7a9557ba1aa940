using DbPerService.Messaging;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>The HTTP surface of messaging, the same on every service.</summary>
public static class MessagingEndpoints
{
    /// <summary>
    /// Maps <c>/sync</c> and <c>/dead-letters</c>, which are for operators: they show events and apply them again. Map them into a group
    /// that callers of the API cannot reach.
    /// </summary>
    public static IEndpointRouteBuilder MapMessagingEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Messaging");
        group.MapGet("/sync", SyncAsync)
            .WithName("GetSync")
            .WithSummary("The sync state: what this service applied, what it published, and what its subscribers have not applied.");
        group.MapDeadLetters();
        return routes;
    }

    static async Task<Ok<SyncStatus>> SyncAsync(
        MessagingOptions options, SyncLag lag, RelayStatus relay, IOutboxSource outbox, SubscriberLag subscribers, CancellationToken cancellationToken)
    {
        EventMark? newest;
        try
        {
            newest = await outbox.NewestCommittedAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(2), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The database is unavailable: what this process remembers is still worth reporting.
            newest = null;
        }

        var published = relay.NewestPublished is { } e ? new EventMark(e.Id, e.CommittedAt) : null;
        return TypedResults.Ok(new SyncStatus(
            options.Service,
            lag.StartedAt,
            [.. lag.Edges.Select(edge => edge.Status())],
            [new OutboxStatus(outbox.Name, newest, published, relay.PublishedCount, relay.State.ToString().ToLowerInvariant())],
            subscribers.Current));
    }
}
