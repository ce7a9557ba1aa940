using DbPerService.Consistency;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The copy's side of reconciliation.</summary>
public static class ReconciliationExtensions
{
    /// <summary>
    /// Reconciles a copy with its owner, whose endpoints <see cref="CopySourceEndpoints.MapCopySource"/> has mapped.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="topic">The owner's topic: the name of the copy.</param>
    /// <param name="owner">The name of the owner.</param>
    /// <param name="client">The name of the <see cref="HttpClient"/> that calls the owner; null if it is the owner's.</param>
    public static IServiceCollection AddReconciliation<TCopy>(
        this IServiceCollection services, string topic, string owner, string? client = null)
        where TCopy : class, ICopy
    {
        services.TryAddScoped<TCopy>();
        return services.AddReconciled(new(topic, owner, client ?? owner, (provider, http, cancellationToken) => provider.GetRequiredService<Reconciler>()
            .RunAsync(provider.GetRequiredService<TCopy>(), new CopyOwner(http, topic), cancellationToken)));
    }

    /// <summary>
    /// Releases holds whose reason is gone: asks the service that they are for about those older than
    /// <see cref="ReconciliationOptions.HoldsOlderThan"/>. Part of reconciliation under the name <c>holds</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="owner">The name of that service, and of the <see cref="HttpClient"/> that calls it.</param>
    /// <param name="path">The path of its endpoint, which takes a <see cref="HoldQuestion"/> and answers a <see cref="HoldAnswer"/>.</param>
    public static IServiceCollection AddHoldReview<THolds>(this IServiceCollection services, string owner, string path)
        where THolds : class, IHolds
    {
        services.TryAddScoped<THolds>();
        return services.AddReconciled(new("holds", owner, owner, (provider, http, cancellationToken) => provider.GetRequiredService<HoldReview>()
            .RunAsync(scope => scope.GetRequiredService<THolds>(), new HoldOwner(http, path).AskAsync, cancellationToken)));
    }

    /// <summary>
    /// Maps <c>GET /reconciliation</c>, the last run of each, and <c>POST /reconciliation/{name}</c>, which runs one now. For operators: map
    /// them into a group that callers of the API cannot reach.
    /// </summary>
    public static IEndpointRouteBuilder MapReconciliation(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/reconciliation").WithTags("Reconciliation");
        group.MapGet("", List).WithName("GetReconciliation")
            .WithSummary("The last comparison of each copy, and of the holds, with its owner, and what was repaired.");
        group.MapPost("/{name}", RunAsync).WithName("Reconcile")
            .WithSummary("Compares a copy, or the holds, with its owner now, and repairs what differs.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }

    static IServiceCollection AddReconciled(this IServiceCollection services, Reconciled reconciled)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(reconciled);
        if (!services.Any(service => service.ServiceType == typeof(ReconciliationWork)))
        {
            services.AddOptions<ReconciliationOptions>().BindConfiguration("Reconciliation").ValidateDataAnnotations().ValidateOnStart();
            services.AddSingleton(provider => provider.GetRequiredService<IOptions<ReconciliationOptions>>().Value)
                .AddSingleton<Reconciler>()
                .AddSingleton<HoldReview>()
                .AddSingleton<ReconciliationWork>()
                .AddHostedService(provider => provider.GetRequiredService<ReconciliationWork>());
        }

        return services;
    }

    static Ok<IReadOnlyList<ReconciliationStatus>> List(ReconciliationWork work) => TypedResults.Ok(work.Statuses);

    static async Task<Results<Ok<ReconciliationStatus>, ProblemHttpResult>> RunAsync(
        string name, ReconciliationWork work, CancellationToken cancellationToken) => await work.RunAsync(name, cancellationToken) switch
    {
        null => TypedResults.Problem($"Nothing is reconciled under the name {name}.", statusCode: StatusCodes.Status404NotFound),
        { LastFailure: not null } failed => TypedResults.Problem(
            $"{failed.Owner} or the database is unavailable; what was not repaired yet is unchanged.",
            statusCode: StatusCodes.Status503ServiceUnavailable),
        var status => TypedResults.Ok(status),
    };
}
