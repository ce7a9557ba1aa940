using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Search.Data;
using DbPerService.Search.Domain;

namespace DbPerService.Search.Events;

/// <summary>Keeps the index up to date.</summary>
sealed class ProductHandler(ISearchIndex index) : IEventHandler<ProductChanged>
{
    public Task HandleAsync(IReadOnlyList<Received<ProductChanged>> batch, CancellationToken cancellationToken) =>
        index.ApplyAsync([.. batch.Select(received => ProductDocument.From(received.Event))], cancellationToken);
}
