using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;
using Microsoft.Extensions.Options;

namespace DbPerService.Orders.Owners;

/// <summary>
/// Finds what an order depends on in other services: in the local copies or, if configured, at the owners, with the local copies in
/// reserve. What an owner answers moves the copies forward, with the commit of the unit of work.
/// </summary>
sealed partial class OrderFacts(
    OwnerClient owners, UserCopyStore users, ProductCopyStore products, IOptions<OrdersOptions> options, ILogger<OrderFacts> logger)
{
    const int CallsAtOnce = 8;

    /// <returns>The products of the order that are known, if pricing it needs them.</returns>
    public async Task<IReadOnlyDictionary<string, ProductCopy>> FindAsync(PlaceOrder request, CancellationToken cancellationToken)
    {
        var asked = options.Value is { UserSource: CopySource.Events, ProductSource: CopySource.Events }
            ? []
            : await AskOwnersAsync(request, cancellationToken);
        var known = asked.Values.OfType<ProductCopy>().ToDictionary(product => product.ProductId);
        if (known.Count > 0)
        {
            products.Save(known.Values);
        }

        string[] unasked = [.. request.Lines.Select(line => line.ProductId).Where(id => !asked.ContainsKey(id))];
        if (unasked.Length > 0 && Pricing.NeedsProducts(request, options.Value.PriceCheck))
        {
            foreach (var copy in await products.FindAsync(unasked, cancellationToken))
            {
                known.Add(copy.ProductId, copy);
            }
        }

        return known;
    }

    /// <summary>Asks for the user and the products at the same time, as far as their sources are the owners.</summary>
    /// <returns>The products that their owner has answered for; null for those that it does not know.</returns>
    async Task<Dictionary<string, ProductCopy?>> AskOwnersAsync(PlaceOrder request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Value.OwnerDeadline);
        var user = options.Value.UserSource == CopySource.Api
            ? AskAsync(owners.FindUserAsync, request.UserId, deadline.Token)
            : Task.FromResult<Answer<UserCopy>>(default);
        var asked = options.Value.ProductSource == CopySource.Api ? await AskForProductsAsync(request, deadline.Token) : [];
        if ((await user).Value is { } owner)
        {
            users.Save([owner]);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return asked;
    }

    async Task<Dictionary<string, ProductCopy?>> AskForProductsAsync(PlaceOrder request, CancellationToken cancellationToken)
    {
        using var turns = new SemaphoreSlim(CallsAtOnce);
        var answers = await Task.WhenAll(request.Lines.Select(async line =>
        {
            await turns.WaitAsync(CancellationToken.None);
            try
            {
                return (line.ProductId, Answer: await AskAsync(owners.FindProductAsync, line.ProductId, cancellationToken));
            }
            finally
            {
                turns.Release();
            }
        }));
        return answers.Where(entry => entry.Answer.IsInTime).ToDictionary(entry => entry.ProductId, entry => entry.Answer.Value);
    }

    async Task<Answer<T>> AskAsync<T>(Func<string, CancellationToken, Task<T?>> find, string id, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return new(true, await find(id, cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            LogUnavailable(logger, exception.Message);
            return default;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "The local copy is used: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    /// <param name="IsInTime">Whether the owner has answered in time.</param>
    /// <param name="Value">Null for an unknown id.</param>
    readonly record struct Answer<T>(bool IsInTime, T? Value) where T : class;
}
