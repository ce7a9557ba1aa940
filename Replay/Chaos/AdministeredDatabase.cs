namespace DbPerService.Replay.Chaos;

/// <param name="Service">Whose database it is.</param>
/// <param name="Kind">Of database, as system.json names the engine.</param>
/// <param name="Port">Of the server itself, not of a link to it.</param>
/// <param name="Login">The administrator's.</param>
/// <param name="Password">The administrator's.</param>
internal sealed record AdministeredDatabase(string Service, string Kind, int Port, string Login, string Password);
