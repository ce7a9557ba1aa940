using DbPerService.Consistency;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds read-your-writes to a service.</summary>
public static class SyncTokenExtensions
{
    /// <summary>
    /// Adds sync tokens; <see cref="SyncTokenOptions.Key"/> must be set. Messaging beside it knows what the service has applied; without
    /// it, there is nothing that a read could wait for.
    /// </summary>
    public static IServiceCollection AddSyncTokens(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IAppliedEvents, HandlesNoEvents>();
        services.AddOptions<SyncTokenOptions>().BindConfiguration("SyncTokens").ValidateDataAnnotations().ValidateOnStart();
        services.AddTransient<SyncTokenHandler>();
        return services;
    }

    /// <summary>
    /// Answers writes with the header <c>Sync-Token</c>, and lets reads wait that carry it. Behind what turns exceptions into responses.
    /// </summary>
    public static IApplicationBuilder UseSyncTokens(this IApplicationBuilder app) => app.UseMiddleware<SyncTokenMiddleware>();
}
