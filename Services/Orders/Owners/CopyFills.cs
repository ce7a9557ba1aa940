using DbPerService.Messaging;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;

namespace DbPerService.Orders.Owners;

/// <summary>The fills of all copies.</summary>
sealed class CopyFills(OwnerClient owners, IServiceScopeFactory scopes, TimeProvider time, ILogger<CopyFills> logger) : BackgroundService
{
    Dictionary<string, CopyFill>? _fills;

    /// <summary>By the name of the copy.</summary>
    public IReadOnlyDictionary<string, CopyFill> ByName => _fills ??= new()
    {
        ["users"] = Of<OwnersUser, UserCopy>("users", owners.ListUsersAsync, user => user.ToCopy()),
        ["products"] = Of<OwnersProduct, ProductCopy>("products", owners.ListProductsAsync, product => product.ToCopy()),
        ["currencies"] = Of<OwnersCurrency, CurrencyCopy>("currencies", owners.ListCurrenciesAsync, currency => currency.ToCopy()),
    };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(ByName.Values.Select(fill => fill.RunAsync(stoppingToken)));

    CopyFill Of<TEntry, TCopy>(
        string name, Func<string?, CancellationToken, Task<OwnersPage<TEntry>>> list, Func<TEntry, TCopy> copy)
    {
        return new(name, FillAsync, IsEmptyAsync, time, logger);

        async Task<(int, string?)> FillAsync(string? after, CancellationToken cancellationToken)
        {
            var page = await list(after, cancellationToken);
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<ICopyStore<TCopy>>().Save(page.Items.Select(copy));
            await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().CommitAsync(cancellationToken);
            return (page.Items.Count, page.Next);
        }

        async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<ICopyStore<TCopy>>().IsEmptyAsync(cancellationToken);
        }
    }
}
