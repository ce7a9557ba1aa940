using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;

namespace DbPerService.Orders.Events;

/// <summary>Keeps the copies of users up to date.</summary>
sealed class UserCopyHandler(UserCopyStore users) : IEventHandler<UserRegistered>, IEventHandler<UserUpdated>
{
    public Task HandleAsync(IReadOnlyList<Received<UserRegistered>> batch, CancellationToken cancellationToken) =>
        Copy(batch.Select(r => new UserCopy(r.Event.UserId, r.Event.Name, r.Event.Version)));

    public Task HandleAsync(IReadOnlyList<Received<UserUpdated>> batch, CancellationToken cancellationToken) =>
        Copy(batch.Select(r => new UserCopy(r.Event.UserId, r.Event.Name, r.Event.Version)));

    Task Copy(IEnumerable<UserCopy> versions)
    {
        users.Save(versions);
        return Task.CompletedTask;
    }
}
