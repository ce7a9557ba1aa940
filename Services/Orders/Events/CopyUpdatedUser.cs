using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;

namespace DbPerService.Orders.Events;

internal sealed class CopyUpdatedUser(UserCopyStore users) : IEventHandler<UserUpdated>
{
    public Task HandleAsync(IReadOnlyList<Received<UserUpdated>> batch, CancellationToken cancellationToken)
    {
        users.Save(batch.Select(r => new UserCopy(r.Event.UserId, r.Event.Name, r.Event.Version)));
        return Task.CompletedTask;
    }
}
