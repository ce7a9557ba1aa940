using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;

namespace DbPerService.Orders.Events;

/// <summary>Keeps the copies of users, products and currencies up to date.</summary>
sealed class CopyHandler(ICopyStore<UserCopy> users, ICopyStore<ProductCopy> products, ICopyStore<CurrencyCopy> currencies) :
    IEventHandler<UserRegistered>, IEventHandler<UserUpdated>, IEventHandler<ProductChanged>, IEventHandler<CurrencyChanged>
{
    public Task HandleAsync(IReadOnlyList<Received<UserRegistered>> batch, CancellationToken cancellationToken) =>
        Save(users, batch, e => new UserCopy(e.UserId, e.Name, e.Email, e.Version));

    public Task HandleAsync(IReadOnlyList<Received<UserUpdated>> batch, CancellationToken cancellationToken) =>
        Save(users, batch, e => new UserCopy(e.UserId, e.Name, e.Email, e.Version));

    public Task HandleAsync(IReadOnlyList<Received<ProductChanged>> batch, CancellationToken cancellationToken) => Save(
        products, batch, e => new ProductCopy(e.ProductId, e.Name, e.Category, e.UnitPrice, e.Currency, e.Discontinued, e.Version));

    public Task HandleAsync(IReadOnlyList<Received<CurrencyChanged>> batch, CancellationToken cancellationToken) =>
        Save(currencies, batch, e => new CurrencyCopy(e.Code, e.MinorUnits, e.Version));

    static Task Save<TEvent, TCopy>(ICopyStore<TCopy> store, IReadOnlyList<Received<TEvent>> batch, Func<TEvent, TCopy> copy)
        where TEvent : IEvent
    {
        store.Save(batch.Select(received => copy(received.Event)));
        return Task.CompletedTask;
    }
}
