Console.WriteLine("usage: ./dev bench");
