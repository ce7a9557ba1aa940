using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Users.Domain;

/// <summary>The decisions about a user. An unchanged user stays the same object and has no event.</summary>
static class UserRules
{
    /// <summary>Whether no request may register this id, nor one that looks like it.</summary>
    public static bool IsReserved(string id) => string.Equals(id, User.OperatorId, StringComparison.OrdinalIgnoreCase);

    public static Decision<User> Register(string id, string name, string email, string passwordHash, DateTime now) =>
        Registered(new User(id, name, email, UserRole.User, passwordHash, 1, now, now));

    /// <summary>The one account that no request can register.</summary>
    public static Decision<User> RegisterOperator(string passwordHash, DateTime now) =>
        Registered(new User(User.OperatorId, "Operator", null, UserRole.Operator, passwordHash, 1, now, now));

    /// <param name="user">As it was loaded.</param>
    /// <param name="name">The new display name.</param>
    /// <param name="email">The new address.</param>
    /// <param name="passwordHash">That of a new password; null to keep the password.</param>
    /// <param name="now">The time of the change.</param>
    public static Decision<User> Update(User user, string name, string? email, string? passwordHash, DateTime now)
    {
        var changed = user with { Name = name, Email = email, PasswordHash = passwordHash ?? user.PasswordHash };
        if (changed == user)
        {
            return new(user);
        }

        changed = changed with { Version = user.Version + 1, UpdatedAt = now };
        return new(changed, new UserUpdated(changed.Id, changed.Name, changed.Version, changed.Email));
    }

    /// <summary>The same password hashed with other parameters: nothing that anyone else could see, so the version stays.</summary>
    public static User Rehash(User user, string passwordHash) => user with { PasswordHash = passwordHash };

    static Decision<User> Registered(User user) => new(user, new UserRegistered(user.Id, user.Name, user.Version, user.Email));
}
